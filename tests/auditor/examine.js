// Opens every fold of a page and asks axe-core about all of it; then looks at what that does not judge of a picture: the
// contrast of its text, and whether all is inside. What stays unclear is told too, but for symbols beside a word, which
// are as dark as the word is. `asked` names the tags of axe-core's rules.
const contrast = (text, behind) => {
  const [front, back] = [text, behind].map(each => {
    const colour = new axe.commons.color.Color();
    colour.parseString(each);
    return colour;
  });
  return axe.commons.color.getContrast(front, back);
};
const drawn = [...document.querySelectorAll("svg text")].flatMap(text => {
  const fills = [...text.ownerSVGElement.querySelectorAll("rect")].map(each => getComputedStyle(each).fill);
  const grounds = [document.body, text.ownerSVGElement].map(each => getComputedStyle(each).backgroundColor);
  const behind = new Set([...grounds, ...fills].filter(each => each !== "none" && each !== "rgba(0, 0, 0, 0)"));
  return [...behind].filter(each => contrast(getComputedStyle(text).fill, each) < 4.5)
    .map(each => ["contrast in a picture", `${getComputedStyle(text).fill} on ${each}: ${text.outerHTML}`]);
});
const within = (inner, outer) => {
  const [i, o] = [inner, outer].map(each => each.getBoundingClientRect());
  return i.left >= o.left - 1 && i.right <= o.right + 1 && i.top >= o.top - 1 && i.bottom <= o.bottom + 1;
};
const shapes = [...document.querySelectorAll("svg :is(rect, text, path, polygon)")];
for (const each of shapes) {
  const box = each.localName === "text" && each.parentNode.querySelector(":scope > rect.box");
  if (!within(each, each.ownerSVGElement)) drawn.push(["outside of its picture", each.outerHTML]);
  if (box && !within(each, box)) drawn.push(["outside of its box", each.outerHTML]);
}
const told = node => node.element.ownerSVGElement || node.any.every(check => check.data?.messageKey === "nonBmp");
document.querySelectorAll("details").forEach(each => { each.open = true; });
axe.run({runOnly: asked, resultTypes: ["violations", "incomplete"], elementRef: true}).then(found => {
  const said = (results, nodes) => results.flatMap(each => nodes(each).map(node => [each.id, node.html]));
  document.documentElement.dataset.examined = JSON.stringify({
    scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    kept: found.passes.map(each => each.id),
    against: [...drawn, ...said(found.violations, each => each.nodes)],
    unclear: said(found.incomplete, each => each.nodes.filter(node => !told(node))),
  });
});
