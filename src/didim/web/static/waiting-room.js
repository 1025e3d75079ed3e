// Hands in again at the instant the ticket names, and says how many seconds are left.
const form = document.querySelector("[data-enter-in]");
const left = document.querySelector("[data-left]");
const until = Date.now() + Number(form.dataset.enterIn) * 1000;
const timer = setInterval(() => {
  const seconds = Math.ceil((until - Date.now()) / 1000);
  if (seconds > 0) {
    left.textContent = String(seconds);
    return;
  }
  clearInterval(timer);
  form.submit();
}, 250);
