/** An object without the entries that may be undefined: they are there with a value, or not at all. */
export type Defined<Shape> = {
  [Name in keyof Shape as undefined extends Shape[Name] ? never : Name]: Shape[Name]
} & {
  [Name in keyof Shape as undefined extends Shape[Name] ? Name : never]?: Exclude<Shape[Name], undefined>
}

/** A copy that leaves out what is undefined, so that "not given" looks the same however it was said. */
export function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  const copy: Partial<Shape> = {}
  for (const name in shape) if (shape[name] !== undefined) copy[name] = shape[name]
  return copy as object as Defined<Shape>
}
