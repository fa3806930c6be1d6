import { describeWord, nearestWord } from '@llm-balancer/core/options'
import * as z from 'zod/mini'
import { Reference } from '../references/reference.ts'
import { either, isMap, list, needed, option, options, record } from './composites.ts'
import type { Schema } from './schema.ts'
import { aboveZero, finite, flag, nonNegative, number, word } from './values.ts'

/** Strategies that choose among providers of one priority. */
const plainNames = [
  'round-robin',
  'weighted',
  'weighted-round-robin',
  'weighted-random',
  'least-in-flight',
  'most-headroom',
] as const
const adaptive = {
  objective: option('What providers are chosen for. Default: balanced', word('latency', 'balanced', 'cost')),
}
const peakEwma = {
  decayMs: option('After so many ms an old latency counts for 37 %. Default: 10000', aboveZero),
  defaultMs: option(
    'Latency assumed of a provider that has not answered yet, in ms. Default: 1000',
    aboveZero,
  ),
  failurePenalty: option(
    'How many times the latency a failure counts for. Default: 2',
    number({ min: 1, max: Infinity }),
  ),
}
const lowestCost = {
  inputTokens: option('Input tokens of a call whose size is not known. Default: 1000', finite),
  outputTokens: option('Output tokens of such a call. Default: 300', finite),
}
const stickyFailover = {
  failbackAfterMs: option(
    'How long to stay with a provider that took over, in ms. Default: 60000',
    nonNegative,
  ),
  round: option(
    'Whether to leave a provider at its first failure for the next one in the list, whatever the priorities. Default: false',
    flag,
  ),
}

/** Those that ask for nothing but the order of the providers, and their priorities. */
export const rankingNames: readonly string[] = ['failover', 'sticky-failover']

/** A strategy by its name, and the form of its settings. */
type Form = { readonly names: readonly string[]; readonly schema: Schema }

function form(names: readonly string[], shape: Readonly<Record<string, Schema>> = {}): Form {
  return { names, schema: options({ name: needed('The strategy.', word(...names)), ...shape }) }
}

const withinTier: readonly Form[] = [
  form(plainNames),
  form(['adaptive'], adaptive),
  form(['peak-ewma'], peakEwma),
  form(['lowest-cost'], lowestCost),
  form(['affinity'], {
    fallback: option(
      'Chooses for calls without an affinity key. Default: least-in-flight',
      z.lazy(() => tierStrategy),
    ),
  }),
]
const ranking: readonly Form[] = [form(['failover']), form(['sticky-failover'], stickyFailover)]

/** A strategy that chooses among providers of one priority. */
export const tierStrategy: Schema = strategyOf(withinTier, [])

const tiersForm = options({
  tiers: needed(
    'The strategy of each priority: a list for the priorities 0, 1 and so on, or by priority.',
    either([list(tierStrategy), record(tierStrategy)], (given) => (isMap(given) ? 1 : 0)),
  ),
})

/** How the next provider is chosen: a name, a name with options, or a strategy for each priority. */
export const strategy: Schema = strategyOf([...withinTier, ...ranking], [tiersForm])

function strategyOf(forms: readonly Form[], others: readonly Schema[]): Schema {
  const names = forms.flatMap((each) => each.names)
  return either([word(...names), ...forms.map(({ schema }) => schema), ...others], (given) => {
    if (!isMap(given)) return 0
    if (others.length > 0 && 'tiers' in given) return forms.length + 1
    const { name: own } = given
    const name = own instanceof Reference ? own.text : own
    const place = forms.findIndex((each) => typeof name === 'string' && each.names.includes(name))
    if (place >= 0) return place + 1
    if (own === undefined)
      return `needs a "name", one of ${names.join(', ')}${others.length > 0 ? ', or "tiers"' : ''}`
    const nearest = typeof name === 'string' ? nearestWord(name, names) : undefined
    const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`
    const got = own instanceof Reference ? own.shown : describeWord(own)
    return `must have one of these as its "name": ${names.join(', ')}, got ${got}${hint}`
  })
}
