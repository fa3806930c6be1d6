import { checkText, type Check } from '@llm-balancer/core/options'
import { parseTimeOfDay } from '@llm-balancer/core/time'
import { list, needed, option, options, type Hints } from './composites.ts'
import type { Schema } from './schema.ts'
import { count, finite, flag, number, text, textLike } from './values.ts'

/** `00:00 America/Los_Angeles`: the time of day at which a day's limits begin anew. */
const checkTimeOfDay: Check = (name, value) => {
  if (parseTimeOfDay(String(checkText(name, value))) !== undefined) return value
  throw new RangeError('must be a time and a time zone, such as "00:00 America/Los_Angeles"')
}

const numbers = {
  requestsPerMinute: option('Most requests per minute, of each key.', count),
  requestsPerDay: option('Most requests per day, of each key.', count),
  tokensPerMinute: option('Most tokens per minute, of each key.', count),
  inputTokensPerMinute: option('Most input tokens per minute, of each key.', count),
  outputTokensPerMinute: option('Most output tokens per minute, of each key.', count),
  tokensPerDay: option('Most tokens per day, of each key.', count),
}

/** The limits themselves; the other settings say how they count. */
export const limitNumbers: readonly string[] = Object.keys(numbers)

/** How much may be asked of each key of a provider. */
export const limitShape: Readonly<Record<string, Schema>> = {
  ...numbers,
  exact: option(
    'No window of a minute or a day sees more than its limit, all of which may be used at once. Default: false',
    flag,
  ),
  resetsAt: option(
    'The time of day at which limits per day begin anew: 00:00 America/Los_Angeles. Default: they fill evenly',
    textLike(checkTimeOfDay),
  ),
}

/** Names of limits in other libraries. */
export const limitHints: Hints = {
  rpm: 'requestsPerMinute',
  rpd: 'requestsPerDay',
  tpm: 'tokensPerMinute',
  tpd: 'tokensPerDay',
}

/** Further limits, of each key or shared by several providers. */
export const limits: Schema = list(
  options(
    { ...limitShape, shared: option('The name of a quota that several providers use up together.', text) },
    limitHints,
  ),
)

const rates = {
  inputPerMTok: option('US dollars per million input tokens.', finite),
  outputPerMTok: option('US dollars per million output tokens.', finite),
  cacheReadPerMTok: option('Of input tokens read from the cache. Default: inputPerMTok', finite),
  cacheWritePerMTok: option('Of input tokens written to the cache. Default: inputPerMTok', finite),
  reasoningPerMTok: option('Of output tokens spent on reasoning. Default: outputPerMTok', finite),
}

/** What a provider's tokens cost. */
export const price: Schema = options(
  {
    ...rates,
    longInput: option(
      'Prices of calls with a long input.',
      options({
        aboveTokens: needed(
          'Input tokens above which they apply.',
          number({ min: 0, max: Infinity, above: true, infinite: true }),
        ),
        ...rates,
      }),
    ),
  },
  {
    input: 'inputPerMTok',
    output: 'outputPerMTok',
    inputPer1M: 'inputPerMTok',
    outputPer1M: 'outputPerMTok',
    inputCostPerToken: 'inputPerMTok',
    outputCostPerToken: 'outputPerMTok',
  },
)
