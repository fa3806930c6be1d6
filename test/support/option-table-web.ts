import { pipeTo, toResponse } from '../../packages/llm-balancer/src/web/index.ts'
import { aboveZeroUpToForever, type OptionObject } from './option-table.ts'

const webOptions = {
  types: ['llm-balancer/web: WebOptions'],
  numbers: { stalledMs: aboveZeroUpToForever },
  foreign: { abortSignal: 'signal', type: 'format', protocol: 'format', timeoutMs: 'stalledMs' },
}
const answer = { content: 'Hello', model: 'm', provider: 'p' }
const doNothing = (): boolean => true
const nodeResponse = {
  destroyed: false,
  writeHead: doNothing,
  write: doNothing,
  end: doNothing,
  destroy: doNothing,
  on: doNothing,
  off: doNothing,
}

/** Every object of options of the web helpers. */
export const webObjects: readonly OptionObject[] = [
  { ...webOptions, who: 'toResponse', give: (options) => toResponse(answer, options) },
  { ...webOptions, who: 'pipeTo', give: (options) => pipeTo(nodeResponse, answer, options) },
]
