import { umbrella } from './option-table-umbrella-parts.ts'
import {
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  attemptClocks,
  hedgeOptions,
  share,
  upToForever,
  wholeFromOne,
  wholeFromOneUpToForever,
  wholeFromZero,
  type OptionObject,
} from './option-table.ts'

const callForeign = {
  abortSignal: 'signal',
  timeout: 'deadlineMs',
  timeoutMs: 'deadlineMs',
  globalTimeout: 'deadlineMs',
  maxRetries: 'maxAttempts',
  provider: 'pin',
}
const chatForeign = {
  prompt: 'messages',
  system: 'messages',
  maxTokens: 'maxOutputTokens',
  max_tokens: 'maxOutputTokens',
  top_p: 'topP',
  top_k: 'topK',
  stop: 'stopSequences',
  tool_choice: 'toolChoice',
  response_format: 'responseFormat',
}

const callNumbers = {
  deadlineMs: aboveZeroUpToForever,
  maxAttempts: wholeFromOneUpToForever,
  priority: anyNumber,
  maxCostUsd: upToForever,
}
const messages = [{ role: 'user', content: 'Hello' }] as const
const chatRequest = {
  types: ['provider: ChatRequest'],
  valid: { messages },
  numbers: {
    maxOutputTokens: wholeFromOne,
    temperature: atLeastZero,
    topP: share,
    topK: wholeFromZero,
    presencePenalty: anyNumber,
    frequencyPenalty: anyNumber,
    seed: 'a whole number within (-∞, ∞)',
  },
  foreign: chatForeign,
}
const call = { types: ['core: RunOptions'], numbers: callNumbers, foreign: callForeign, shown: ['pin'] }

/** Every object of options of a call of the umbrella. */
export const callObjects: readonly OptionObject[] = [
  {
    types: ['llm-balancer: AnyLLMRequest', 'llm-balancer: LLMRequestSettings'],
    who: 'request',
    valid: { prompt: 'Hello' },
    numbers: { maxTokens: wholeFromOne, temperature: atLeastZero, topP: share },
    foreign: { input: 'prompt', maxOutputTokens: 'maxTokens', max_tokens: 'maxTokens', top_p: 'topP' },
    besides: { stream: 'of types that are not exported', restartable: 'of a type that is not exported' },
    give: (request) => umbrella().request(request),
  },
  {
    ...chatRequest,
    types: ['provider: ChatRequest', 'llm-balancer/types: LLMObjectRequest'],
    foreign: { ...chatForeign, stream: 'stream()' },
    who: 'generate',
    give: (request) => umbrella().generate(request),
  },
  {
    ...chatRequest,
    foreign: { ...chatForeign, schema: 'generate()' },
    who: 'stream',
    give: (request) => umbrella().stream(request),
  },
  {
    types: ['llm-balancer: LLMEmbedRequest'],
    who: 'embed',
    valid: { values: ['Hello'] },
    numbers: { dimensions: wholeFromOne },
    foreign: { input: 'values', texts: 'values', value: 'values' },
    give: (request) => umbrella().embed(request),
  },
  {
    ...call,
    types: [
      'llm-balancer: LLMCallOptions',
      'llm-balancer/types: ModelChoice',
      'llm-balancer/types: ThoughtsChoice',
    ],
    who: 'request',
    give: (options) => umbrella().request({ prompt: 'Hello' }, options),
  },
  {
    ...call,
    types: [
      'llm-balancer: LLMCallOptions',
      'llm-balancer/types: ModelChoice',
      'llm-balancer/types: ThoughtsChoice',
    ],
    who: 'generate',
    give: (options) => umbrella().generate({ messages }, options),
  },
  {
    ...call,
    types: [
      'llm-balancer: LLMStreamOptions',
      'llm-balancer/types: LLMPartialOptions',
      'llm-balancer/types: ModelChoice',
      'llm-balancer/types: ThoughtsChoice',
    ],
    without: { acceptable: 'a stream has no whole answer to judge' },
    numbers: { ...callNumbers, unreadMs: aboveZeroUpToForever },
    who: 'stream',
    give: (options) => umbrella().stream({ messages }, options),
  },
  {
    ...call,
    types: ['llm-balancer: LLMEmbedOptions', 'llm-balancer/types: ModelChoice'],
    who: 'embed',
    give: (options) => umbrella().embed({ values: ['Hello'] }, options),
  },
  {
    types: ['core: AttemptTimeouts'],
    who: 'generate',
    path: 'timeouts.',
    numbers: attemptClocks,
    foreign: { timeout: 'attemptMs' },
    give: (timeouts) => umbrella().generate({ messages }, { timeouts }),
  },
  {
    types: [],
    who: 'generate',
    path: 'expectedTokens.',
    numbers: { input: atLeastZero, output: atLeastZero, maxOutput: atLeastZero },
    give: (expectedTokens) => umbrella().generate({ messages }, { expectedTokens }),
  },
  {
    ...hedgeOptions,
    who: 'generate',
    give: (hedge) => umbrella().generate({ messages }, { hedge }),
  },
]
