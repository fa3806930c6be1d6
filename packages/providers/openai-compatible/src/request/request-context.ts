import type { Warn } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

/** What the parts of a request have to know while they are written. */
export type RequestContext = Dialect & {
  readonly warn: Warn
  readonly toolCallId: (id: string) => string
}

/** What a part is left out with. */
export const leftOut = 'left out of the message'
