/** SQL: the texts of a JSON array, in its order, as `text[]`. Texts of several rows go in one parameter so: `unnest` would join arrays of them. */
export const jsonTexts = (json: string): string =>
  `array(select part from json_array_elements_text(${json}) with ordinality as p(part, at) order by at)`;
