// How long the browser keeps the pictures on the shelf, and what of them could not be read.
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isPersistent } from '../../store/documents/persistence.ts';
import { Button } from '../controls/button.tsx';
import { downloadBlob } from '../share/download.ts';
import { useActions } from '../tessera-context.ts';
import styles from './settings-dialog.module.css';

export function KeptPictures() {
  const actions = useActions();
  const [persistent, setPersistent] = useState(false);
  const [setAside, setSetAside] = useState<Blob | null>(null);
  useEffect(() => {
    void isPersistent().then(setPersistent);
    void actions.setAsideFile().then(setSetAside);
  }, [actions]);
  return (
    <section className={styles.group} aria-labelledby="settings-kept">
      <h3 id="settings-kept" className={styles.heading}>
        Kept pictures
      </h3>
      <p className={styles.note}>
        {persistent
          ? 'The pictures on the shelf stay in this browser until you delete them.'
          : 'The browser may clear the pictures on the shelf when its disk runs full, or after weeks without a visit. Export what you want to keep.'}
      </p>
      {setAside && (
        <div className={styles.row}>
          <span className={styles.note}>Some kept data could not be read: it is damaged, or of another version.</span>
          <Button icon={Download} onClick={() => downloadBlob(setAside, 'tessera-set-aside.json')}>
            Download
          </Button>
        </div>
      )}
    </section>
  );
}
