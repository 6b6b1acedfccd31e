// Back from signing in beside: the form that was kept takes the new token.
const form = document.querySelector("form[data-token]");

async function freshen() {
  const answer = await (await fetch(form.dataset.token)).json();
  if (answer.signed_in) form.elements.csrfmiddlewaretoken.value = answer.token;
}

if (form) {
  addEventListener("focus", freshen);
  document.addEventListener("visibilitychange", freshen);
}
