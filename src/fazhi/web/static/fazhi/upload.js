// Many files by drag, paste, choice and camera; each goes up in pieces, goes on after a broken line, and says where it stands.
(() => {
  const zone = document.getElementById("drop-zone");
  if (!zone || !window.tus || !tus.isSupported) return;
  document.documentElement.classList.add("has-script");
  const list = document.getElementById("uploading");
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  let running = 0;
  let settled = 0;

  const line = (name) => {
    const row = document.createElement("li");
    const words = document.createElement("div");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    words.className = "row-why";
    words.textContent = "等待上传";
    const title = document.createElement("div");
    title.className = "row-title";
    title.textContent = name;
    row.append(title, bar, words);
    list.append(row);
    return { row, words, bar, say: (text, bad) => ((words.textContent = text), words.classList.toggle("state", bad), words.classList.toggle("bad", bad)) };
  };

  // The server judges and files what has arrived; for a large file that takes a while, so ask again.
  const settle = async (address, shown) => {
    for (let wait = 300; ; wait = Math.min(wait * 1.5, 4000)) {
      const answer = await fetch(`${address}settle/`, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json", "Tus-Resumable": "1.0.0" } });
      if (answer.status === 202) {
        shown.say("已传完，正在检查");
        await new Promise((done) => setTimeout(done, wait));
        continue;
      }
      if (answer.status === 401) return shown.say(await answer.text(), true);
      const text = await answer.text();
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? JSON.parse(text) : { said: text };
      shown.say(said.said, !answer.ok || said.filed === false);
      if (answer.ok) settled += 1;
      return;
    }
  };

  const finish = () => {
    running -= 1;
    if (running === 0 && settled > 0 && !list.querySelector(".bad")) window.location.reload();
    else if (running === 0 && settled > 0 && !document.getElementById("show-settled")) {
      const link = document.createElement("a");
      link.id = "show-settled";
      link.className = "btn btn-plain btn-sm";
      link.href = window.location.href;
      link.textContent = "显示已上传的材料";
      list.after(link);
    }
  };

  const send = (file, folder = "") => {
    const shown = line(folder ? `${folder}/${file.name}` : file.name);
    running += 1;
    if (file.size === 0) {
      shown.say("这是空文件，没有上传。请检查后重新选择。", true);
      return finish();
    }
    const upload = new tus.Upload(file, {
      endpoint: zone.dataset.endpoint,
      chunkSize: 8 * 1024 * 1024,
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000],
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": token },
      metadata: { filename: file.name, folder, demand: zone.dataset.demand || "", unit: zone.dataset.unit || "", requirement: zone.dataset.requirement || "" },
      onProgress: (sent, total) => {
        shown.bar.value = Math.round((100 * sent) / total);
        shown.say(`已传 ${shown.bar.value}%`);
      },
      onShouldRetry: (error) => ![401, 403, 413, 422].includes(error.originalResponse?.getStatus()),
      onError: (error) => {
        const body = error.originalResponse?.getBody();
        shown.say(body || "网络中断，已传的部分不会丢失。重新选择同一个文件即可接着传。", true);
        finish();
      },
      onSuccess: () => settle(upload.url, shown).catch(() => shown.say("已传完，但没有收到检查结果。请刷新页面查看。", true)).finally(finish),
    });
    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  };

  const walk = (entry, folder) => {
    if (entry.isFile) entry.file((file) => send(file, folder));
    else if (entry.isDirectory) {
      const reader = entry.createReader();
      const more = () => reader.readEntries((entries) => entries.length && (entries.forEach((each) => walk(each, folder ? `${folder}/${entry.name}` : entry.name)), more()));
      more();
    }
  };

  for (const input of zone.querySelectorAll("input[type=file]"))
    input.addEventListener("change", () => {
      for (const file of input.files) send(file, file.webkitRelativePath.split("/").slice(0, -1).join("/"));
      input.value = "";
    });
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => (event.preventDefault(), zone.classList.add("over")));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.length) entries.forEach((entry) => walk(entry, ""));
    else for (const file of event.dataTransfer.files) send(file);
  });
  document.addEventListener("paste", (event) => {
    if (event.target.closest("input, textarea")) return;
    for (const file of event.clipboardData.files) send(file);
  });
  window.addEventListener("beforeunload", (event) => running > 0 && event.preventDefault());
})();
