const hidden = '[hidden]'
const secretNames: readonly string[] = ['apiKey', 'apiKeys', 'headers']
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/**
 * The same object, whose secrets neither `JSON.stringify` nor `console.log` shows. Its own keys are what they were.
 */
export function hideSecrets<Shape extends object>(shape: Shape): Shape {
  const show = (): unknown => withoutSecrets(shape)
  for (const name of ['toJSON', inspect])
    Object.defineProperty(shape, name, { value: show, enumerable: false })
  return shape
}

function withoutSecrets(shape: object): unknown {
  return Object.fromEntries(
    Object.entries(shape).map(([name, value]: [string, unknown]) => [name, shown(name, value)]),
  )
}

function shown(name: string, value: unknown): unknown {
  if (secretNames.includes(name)) return hiddenParts(value)
  return name === 'baseURL' ? withoutQuery(value) : value
}

/** Some gateways want the key in the query. */
function withoutQuery(address: unknown): unknown {
  return typeof address === 'string' ? address.replace(/\?.*$/s, `?${hidden}`) : address
}

/** How many there are may be seen, and their names. */
function hiddenParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(() => hidden)
  if (typeof value !== 'object' || value === null) return hidden
  return Object.fromEntries(Object.keys(value).map((name) => [name, hidden]))
}
