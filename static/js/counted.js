// How many characters a note has left; the server counts the same way (a line break is one).

const note = document.querySelector("textarea[data-counted]");
const left = document.getElementById("note-left");

if (note && left) {
  const limit = Number(note.dataset.counted);
  let pause;
  const say = () => {
    const rest = limit - [...note.value.replace(/\r\n?/g, "\n").trim()].length;
    left.textContent = rest >= 0 ? `${rest} of ${limit} left.` : `${-rest} too many.`;
    left.toggleAttribute("data-over", rest < 0);
  };
  // Spoken once she pauses, not at every key.
  note.addEventListener("input", () => {
    left.setAttribute("aria-live", "off");
    say();
    clearTimeout(pause);
    pause = setTimeout(() => { left.setAttribute("aria-live", "polite"); left.textContent = `${left.textContent} `; }, 800);
  });
  say();
}
