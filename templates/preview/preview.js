// The preview's reloader: asks which build there is; another one than the page's own means reload.
// Served by `gazette serve` alone, never part of a site. Asking twice a second costs a loopback
// server nothing, and needs no connection that stays open.
"use strict";
(() => {
  const script = document.currentScript;
  const shown = script.dataset.build;
  const ask = async () => {
    try {
      const answer = await fetch(script.dataset.state, { cache: "no-store" });
      if (answer.ok && (await answer.text()).trim() !== shown) {
        location.reload();
        return;
      }
    } catch {
      // The preview was stopped or begins again: go on asking.
    }
    setTimeout(ask, 500);
  };
  ask();
})();
