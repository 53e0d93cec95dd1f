/* Three conveniences; the pages are whole without them. ES5, so that old phones run it too.
   The buttons are hidden in the HTML and shown here, because without a script they would do nothing.
   Loaded before the page is shown, so that who reads large text never sees it jump. */
(function () {
  'use strict';
  var root = document.documentElement;
  var key = 'gazette-large-text';

  function remembered() {
    try { return localStorage.getItem(key) === '1'; } catch (refused) { return false; }
  }

  function remember(on) {
    try { if (on) { localStorage.setItem(key, '1'); } else { localStorage.removeItem(key); } } catch (refused) { /* private mode */ }
  }

  function setLarge(button, on) {
    root.className = on ? 'large' : '';
    button.setAttribute('aria-pressed', on ? 'true' : 'false');
  }

  if (remembered()) { root.className = 'large'; }

  document.addEventListener('DOMContentLoaded', function () {
    var large = document.getElementById('large-text');
    if (large) {
      large.hidden = false;
      setLarge(large, root.className === 'large');
      large.addEventListener('click', function () {
        var on = root.className !== 'large';
        setLarge(large, on);
        remember(on);
      });
    }

    var print = document.getElementById('print');
    if (print && window.print) {
      print.hidden = false;
      print.addEventListener('click', function () { window.print(); });
    }

    /* Only the bar scrolls: scrollIntoView would move the page as well. */
    var bar = document.getElementById('sections');
    var current = bar && bar.querySelector('[aria-current]');
    if (current) {
      bar.scrollLeft = current.offsetLeft - (bar.clientWidth - current.offsetWidth) / 2;
    }
  });
}());
