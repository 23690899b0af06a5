// Subtabs by keyboard: arrows, Home and End move and select, as NetSuite's own do; only the selected tab is a tab stop.
for (const list of document.querySelectorAll('[role=tablist]')) {
  const tabs = [...list.querySelectorAll('[role=tab]')];

  function select(tab) {
    for (const one of tabs) {
      const isSelected = one === tab;
      one.setAttribute('aria-selected', String(isSelected));
      one.tabIndex = isSelected ? 0 : -1;
      document.getElementById(one.getAttribute('aria-controls')).hidden = !isSelected;
    }
  }

  const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };

  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab) select(tab);
  });
  list.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const at = tabs.indexOf(document.activeElement);
    const to = Number.isFinite(move) ? (at + move + tabs.length) % tabs.length : move < 0 ? 0 : tabs.length - 1;
    tabs[to].focus();
    select(tabs[to]);
  });
}
