// What the stage says while no picture is open.
import { FolderOpen, Images } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { useOpenDialog } from '../dialogs/dialogs.tsx';
import { chooseFile } from '../open/choose-file.ts';
import { useActions } from '../tessera-context.ts';
import { Logo } from '../top-bar/logo.tsx';
import styles from './empty-stage.module.css';

export function EmptyStage() {
  const actions = useActions();
  const openDialog = useOpenDialog();
  const choose = async () => {
    const file = await chooseFile();
    if (file) await actions.openFile(file, file.name);
  };
  return (
    <div className={styles.empty}>
      <Logo size={72} />
      <h2 className={styles.title}>Drop a photo here</h2>
      <p className={styles.words}>It becomes a mosaic of codes that you can paint. Nothing leaves your device.</p>
      <div className={styles.ways}>
        <Button look="filled" icon={FolderOpen} onClick={() => void choose()}>
          Choose a photo
        </Button>
        <Button icon={Images} onClick={() => openDialog('samples')}>
          Samples
        </Button>
      </div>
    </div>
  );
}
