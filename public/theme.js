// Sets the theme before the first paint; a module would come too late. src/ui/theme.ts takes over from here.
{
  let theme = null;
  try {
    theme = JSON.parse(localStorage.getItem('tessera-settings'))?.preferences?.theme;
  } catch {
    // Nothing valid is kept, or storage is blocked: the system's preference applies.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}
