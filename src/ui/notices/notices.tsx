// What happened, said in the corner: errors stay until they are dismissed, the rest leaves by itself.
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import type { Notice, NoticeOffer } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { downloadBlob } from '../share/download.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './notices.module.css';

const icons = { error: CircleAlert, info: Info, success: CircleCheck } as const;

/** Long enough to read twice. */
const shownMs = { info: 7000, success: 4500 } as const;

export function Notices() {
  const notices = useTesseraState((state) => state.notices);
  return (
    <Toast.Provider label="Notice" swipeDirection="down">
      {notices.map((notice) => (
        <NoticeToast key={notice.id} notice={notice} />
      ))}
      <Toast.Viewport className={styles.viewport} />
    </Toast.Provider>
  );
}

function NoticeToast({ notice: { id, kind, title, detail, offer } }: { readonly notice: Notice }) {
  const actions = useActions();
  const Icon = icons[kind];
  return (
    <Toast.Root
      className={styles.notice}
      data-kind={kind}
      type={kind === 'error' ? 'foreground' : 'background'}
      duration={kind === 'error' ? Number.POSITIVE_INFINITY : shownMs[kind]}
      onOpenChange={(open) => open || actions.dismissNotice(id)}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <Toast.Title className={styles.title}>{title}</Toast.Title>
        {detail && <Toast.Description className={styles.detail}>{detail}</Toast.Description>}
        {offer && <Offer offer={offer} />}
      </div>
      <Toast.Close asChild>
        <Button look="quiet" className={styles.close} aria-label="Dismiss">
          <X size={16} aria-hidden="true" />
        </Button>
      </Toast.Close>
    </Toast.Root>
  );
}

function Offer({ offer }: { readonly offer: NoticeOffer }) {
  const actions = useActions();
  if (offer === 'set-aside') {
    const download = async () => {
      const file = await actions.setAsideFile();
      if (file) downloadBlob(file, 'tessera-set-aside.json');
    };
    return (
      <Toast.Action asChild altText="Download the data that could not be read">
        <Button className={styles.offer} onClick={() => void download()}>
          Download
        </Button>
      </Toast.Action>
    );
  }
  return (
    <Toast.Action asChild altText="Bring the picture back">
      <Button className={styles.offer} onClick={() => void actions.undoDelete(offer.undoDelete)}>
        Undo
      </Button>
    </Toast.Action>
  );
}
