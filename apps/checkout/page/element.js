const SVG = 'http://www.w3.org/2000/svg';

/** An element with its attributes (true: without a value; false, null: left out), listeners (`on…`) and children. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter(child => child !== null));
  return made;
};

/** A picture of one line in a square of 24; it says nothing to who does not see it. */
export const mark = (path, className) => {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};

/** Tells those who do not see the page. */
export const announce = text => {
  document.querySelector('#announcements').textContent = text;
};
