import { readProperty } from '../options/read-property.ts'

/** How many links of a chain are looked at: an error and its causes. */
const longestChain = 5

/**
 * An error and its causes, outermost first: at most five objects, each once, so that a circle of causes comes to an end. The AI
 * SDK's `RetryError` has no cause, but a `lastError`. A value that is no object has an empty chain. Read their properties with `readProperty`: a getter or a proxy may throw.
 */
export function errorChain(error: unknown): readonly object[] {
  const chain: object[] = []
  let link = error
  while (isObject(link) && chain.length < longestChain && !chain.includes(link)) {
    chain.push(link)
    link = readProperty(link, 'cause') ?? readProperty(link, 'lastError')
  }
  return chain
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
