// @ts-check
/** What every page of the desk can do: be light or dark, and remember which. */

/** Let the button of the head choose. */
export function chooseTheme() {
  const button = document.querySelector('button.theme');
  button?.addEventListener('click', () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === 'light' ? 'dark' : 'light';
    document.cookie = `ovation_theme=${root.dataset.theme}; path=/moderate; max-age=31536000; samesite=lax`;
  });
}

if (!document.body.classList.contains('desk')) chooseTheme();
