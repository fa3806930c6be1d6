import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** How many causes are followed. */
const longestChain = 5

/**
 * The error among an error and its causes that knows the answer's status, if one does: the last of them, since a gateway's
 * is caused by that of the call itself.
 */
export function answeredOf(error: unknown): JsonRecord | undefined {
  const links: JsonRecord[] = []
  for (let link = error; isJsonRecord(link) && links.length < longestChain; link = link['cause'])
    links.push(link)
  return links.findLast(({ statusCode }) => typeof statusCode === 'number')
}
