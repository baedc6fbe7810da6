// What every page of the documentation does: theme, copy buttons, search in the guides.

const root = document.documentElement;

function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // Storage is switched off; the system's theme is used.
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then it lasts for this page.
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

if (kept('theme')) root.dataset.theme = kept('theme');

document.querySelector('#theme')?.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  keep('theme', root.dataset.theme);
});

/** Puts a copy button on every block of code under `place` that has none. */
export function addCopyButtons(place) {
  for (const block of place.querySelectorAll('pre')) {
    if (block.parentElement.classList.contains('code')) continue;
    const frame = document.createElement('div');
    frame.className = 'code';
    block.replaceWith(frame);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    frame.append(block, button);
  }
}

addCopyButtons(document);

// Guides: the field at the side looks through all of them.
const field = document.querySelector('#guide-search');
if (field) {
  const list = document.querySelector('#guide-list');
  const original = list.innerHTML;
  let sections;
  field.addEventListener('input', async () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      list.innerHTML = original;
      return;
    }
    sections ??= await (await fetch('/docs/search.json')).json();
    const hits = sections.filter(({ text }) => words.every((word) => text.includes(word))).slice(0, 40);
    list.replaceChildren(...hits.map(({ page, anchor, title, guide }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.className = 'hit';
      link.href = `/docs/${page}${anchor ? `#${anchor}` : ''}`;
      link.textContent = title === guide ? guide : `${guide} › ${title}`;
      item.append(link);
      return item;
    }));
    if (hits.length === 0) list.textContent = 'Nothing found';
  });
}
