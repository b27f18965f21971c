// The visible texts whose contrast with what lies under them is below 4.5 (WCAG 2.2, 1.4.3), as "colours: texts".
(() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) =>
      part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ancestors = (node) => (node ? [node, ...ancestors(node.parentElement)] : []);
  const groundOf = (node) => {
    const layers = ancestors(node).map((each) => rgba(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((ground, layer) => over(layer, ground), [255, 255, 255]);
  };
  const found = {};
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const node = texts.currentNode.parentElement;
    const box = node.getBoundingClientRect();
    if (!text || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (box.width < 2 || box.height < 2) continue; // for screen readers only
    const ground = groundOf(node);
    const opacity = ancestors(node).reduce((all, each) => all * getComputedStyle(each).opacity, 1);
    const [red, green, blue, alpha] = rgba(getComputedStyle(node).color);
    const [low, high] = [luminance(over([red, green, blue, alpha * opacity], ground)), luminance(ground)].sort();
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) (found[`${getComputedStyle(node).color} ${contrast.toFixed(2)}`] ??= []).push(text);
  }
  return Object.entries(found).map(([colours, where]) => `${colours}: ${[...new Set(where)].slice(0, 5).join(" | ")}`);
})();
