// Charts: each draws the data block it names; the table beside it says the same without a script.
(() => {
  const colours = { line: "#1f4e9e", wash: "#9db8e2", target: "#b3261e", soft: "#5f6470", grid: "#eeece6" };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function option(data, small) {
    const spoken = (value) => (value === null || value === undefined ? "无此类事项" : `${value}${data.unit === "%" ? "%" : ` ${data.unit}`}`);
    const series = {
      type: data.bars ? "bar" : "line",
      name: data.name,
      data: data.values,
      connectNulls: false,
      symbolSize: 6,
      barMaxWidth: 20,
      itemStyle: { color: data.bars ? colours.wash : colours.line },
      lineStyle: { width: 2, color: colours.line },
    };
    if (data.target !== null)
      series.markLine = {
        symbol: "none",
        silent: true,
        lineStyle: { color: colours.target, type: "dashed" },
        label: { formatter: `目标 ${spoken(data.target)}`, position: "insideEndTop", color: colours.target, fontSize: 12 },
        data: [{ yAxis: data.target }],
      };
    const top = data.unit === "%" ? Math.max(100, ...data.values.map((value) => value ?? 0)) : null;
    return {
      animation: !still,
      aria: { enabled: true, label: { description: `${data.name}，${data.labels[0]}至${data.labels.at(-1)}，数据见下表。` } },
      grid: { left: 8, right: 16, top: 24, bottom: 4, containLabel: true },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      // rich text is drawn in the canvas; a tooltip of HTML would need styles that the page's policy forbids
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: spoken },
      xAxis: { type: "category", data: data.labels, axisLabel: { color: colours.soft, hideOverlap: true }, axisTick: { show: false } },
      yAxis: {
        type: "value",
        min: 0,
        max: top,
        minInterval: data.bars ? 1 : null,
        splitNumber: small ? 2 : 4,
        axisLabel: { color: colours.soft, formatter: data.unit === "%" ? "{value}%" : "{value}" },
        splitLine: { lineStyle: { color: colours.grid } },
      },
      series: [series],
    };
  }

  for (const box of document.querySelectorAll("[data-chart]")) {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const drawn = window.echarts.init(box, null, { renderer: "canvas" });
    drawn.setOption(option(data, box.classList.contains("small-chart")));
    new ResizeObserver(() => drawn.resize()).observe(box);
  }
})();
