// Registers the service worker, once the first visit's own work is done: it must not compete with that.

/** @param filesInUse resolves when the model is ready, with what the engine's workers fetched before the service worker could see it */
export async function registerServiceWorker(filesInUse: () => Promise<readonly string[]>): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    const files = await filesInUse();
    await idle();
    await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage(files);
  } catch {
    // Refused (private windows, policies) or unreachable: the page works, only not without network.
  }
}

/** Safari has no requestIdleCallback. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 5000 });
    else setTimeout(resolve, 1000);
  });
}
