// The chapters of a lesson: the page's HTML comes and goes, so one listener serves all of it.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-seconds]");
  const video = button?.closest(".dm-lesson")?.querySelector("video");
  if (!video) return;
  video.currentTime = Number(button.dataset.seconds) + 0.01;
  video.play();
});
