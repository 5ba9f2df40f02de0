// For browsers without modules: they never run the loader. Old syntax only.
document.addEventListener("DOMContentLoaded", function () {
  document.getElementById("opening").setAttribute("hidden", "");
  document.getElementById("too-old").removeAttribute("hidden");
});
