/** An object whose optional entries are present with a value or absent, but never `undefined`. */
export type Defined<Shape> = {
  [Name in keyof Shape as undefined extends Shape[Name] ? never : Name]: Shape[Name]
} & {
  [Name in keyof Shape as undefined extends Shape[Name] ? Name : never]?: Exclude<Shape[Name], undefined>
}

/** A copy without the entries that are undefined. */
export function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  const copy: Partial<Shape> = {}
  for (const name in shape) if (shape[name] !== undefined) copy[name] = shape[name]
  return copy as object as Defined<Shape>
}
