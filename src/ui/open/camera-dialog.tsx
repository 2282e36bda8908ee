// Taking a photo with the computer's camera. Phones use their own camera app instead: see choose-file.ts.
import { Aperture } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useActions } from '../tessera-context.ts';
import styles from './camera-dialog.module.css';

interface CameraDialogProps {
  readonly onClose: () => void;
}

type CameraState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'live' }
  | { readonly kind: 'failed'; readonly reason: string };

export function CameraDialog({ onClose }: CameraDialogProps) {
  const actions = useActions();
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<CameraState>({ kind: 'asking' });

  useEffect(() => {
    let stream: MediaStream | null = null;
    let closed = false;
    const start = async () => {
      try {
        if (!navigator.mediaDevices) throw new DOMException('', 'NotSupportedError');
        stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 } } });
        if (closed) stopStream(stream);
        else if (video.current) {
          video.current.srcObject = stream;
          await video.current.play();
          setCamera({ kind: 'live' });
        }
      } catch (error) {
        if (!closed) setCamera({ kind: 'failed', reason: reasonOf(error) });
      }
    };
    void start();
    return () => {
      closed = true;
      if (stream) stopStream(stream);
    };
  }, []);

  const take = async () => {
    if (!video.current) return;
    const { videoWidth, videoHeight } = video.current;
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    canvas.getContext('2d')?.drawImage(video.current, 0, 0);
    const photo = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    onClose();
    await actions.openFile(photo, 'Camera photo');
  };

  return (
    <DialogFrame
      title="Take a photo"
      description="The picture goes from the camera to this page and nowhere else."
      onClose={onClose}
      wide
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="filled" icon={Aperture} disabled={camera.kind !== 'live'} onClick={take}>
            Take photo
          </Button>
        </>
      }
    >
      <div className={styles.finder}>
        <video ref={video} className={styles.video} muted playsInline aria-label="Live picture of the camera" />
        {camera.kind !== 'live' && (
          <p className={styles.message} role="status">
            {camera.kind === 'failed'
              ? camera.reason
              : 'Waiting for the camera. The browser may ask you for permission.'}
          </p>
        )}
      </div>
    </DialogFrame>
  );
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function reasonOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
      return 'The browser was not allowed to use the camera. Allow it in the address bar’s site settings and open this again, or choose a file instead.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No camera was found on this device. Choose a file instead.';
    case 'NotReadableError':
      return 'Another program is using the camera. Close it there and open this again.';
    default:
      return 'This browser gives no access to a camera here. Choose a file instead.';
  }
}
