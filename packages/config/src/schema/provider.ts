import * as z from 'zod/mini'
import { attemptTimeouts, hedge, retry } from './balancer.ts'
import { circuitBreaker } from './circuit.ts'
import { either, isMap, list, needed, option, options, record, type Hints } from './composites.ts'
import { limitHints, limits, limitShape, price } from './limits.ts'
import type { Schema } from './schema.ts'
import { strategy } from './strategy.ts'
import {
  atLeastOnce,
  data,
  finite,
  flag,
  number,
  positive,
  secret,
  text,
  wholeFromOne,
  word,
} from './values.ts'
import { configVendors } from './vendors.generated.ts'
import { vendorSettings } from './vendor-settings.ts'

const headers = record(secret)

/** What requests leave open. */
export const requestDefaults: Schema = options(
  {
    maxOutputTokens: option('Most tokens of an answer.', wholeFromOne),
    temperature: option('Randomness of the answer, at least 0.', finite),
    providerOptions: option("The vendor's own options, by vendor.", record(data)),
  },
  { maxTokens: 'maxOutputTokens' },
)

/** Settings of a provider and of a group. */
const targetShape: Readonly<Record<string, Schema>> = {
  weight: option('Relative share; 0 = drained. Default: 1', finite),
  priority: option('Lower is chosen first. Default: 0', number({ min: -Infinity, max: Infinity })),
  tags: option('Words that requests can choose it by.', list(text)),
  timeouts: option('Clocks of one attempt at it.', attemptTimeouts),
  maxAttempts: option('Most attempts that one request makes at it.', atLeastOnce),
  concurrency: option('Most requests at a time, of each key.', atLeastOnce),
  ...limitShape,
  limits: option('Further limits, of each key or shared.', limits),
  circuitBreaker: option('When it gets no requests because it keeps failing; false: never.', circuitBreaker),
  cost: option('What its tokens cost, in US dollars per million.', price),
  lacks: option('What its model cannot do: tools, images …', list(text)),
  contextWindow: option('Most input and output tokens of one request.', positive),
  pool: option('Providers with the same pool share one account.', text),
}

/** Settings of a provider that may also stand in `providerDefaults`. */
const providerShape: Readonly<Record<string, Schema>> = {
  type: option(
    'The vendor, when the name does not say it.',
    word(...configVendors.flatMap(({ words }) => words)),
  ),
  apiKey: option('The key: ${NAME}, or file:path, or the key itself.', secret),
  apiKeys: option('Several keys, each with its own health and limits.', list(secret)),
  model: option("The vendor's name of the model.", text),
  embeddingModel: option("The vendor's name of its model for embeddings.", text),
  embeddingSpace: option(
    'Providers whose vectors can be compared share it. Default: the embedding model',
    text,
  ),
  baseURL: option("Where the API is: https, or http to this machine. Default: the vendor's", text),
  allowInsecureHttp: option('Allows http to other hosts than this machine. Default: false', flag),
  headers: option('Headers of every request.', headers),
  exposeVendorErrors: option("Puts the vendor's own words into messages. Default: false", flag),
  estimateUsage: option('Estimates the tokens of chats where the vendor reports none. Default: false', flag),
  defaults: option('What requests leave open.', requestDefaults),
  ...targetShape,
  ...vendorSettings,
}

const hints: Hints = {
  id: 'name',
  provider: 'type',
  vendor: 'type',
  modelId: 'model',
  modelName: 'model',
  key: 'apiKey',
  token: 'apiKey',
  keys: 'apiKeys',
  url: 'baseURL',
  endpoint: 'baseURL',
  apiBase: 'baseURL',
  timeout: 'timeouts.attemptMs',
  timeoutMs: 'timeouts.attemptMs',
  attemptMs: 'timeouts.attemptMs',
  maxRetries: 'maxAttempts',
  maxConcurrent: 'concurrency',
  maxInFlight: 'concurrency',
  maxParallelRequests: 'concurrency',
  retries: 'maxAttempts',
  ...limitHints,
  maxTokens: 'defaults.maxOutputTokens',
  maxOutputTokens: 'defaults.maxOutputTokens',
  temperature: 'defaults.temperature',
  providerOptions: 'defaults.providerOptions',
  price: 'cost',
  prices: 'cost',
  pricing: 'cost',
}

const name = needed('Its name in answers, statistics and errors; unique.', text)

/** One provider. */
export const provider: Schema = options({ name, ...providerShape }, hints)

const groupShape: Readonly<Record<string, Schema>> = {
  name,
  providers: needed(
    'The providers of the group.',
    z.lazy(() => providers),
  ),
  strategy: option('How one of them is chosen. Default: adaptive', strategy),
  retry: option('How often and how soon a request tries again within the group.', retry),
  hedge: option('When a second one of them is asked beside one that takes long.', hedge),
  ...targetShape,
}

/** Providers that count as one. */
export const group: Schema = options(groupShape, hintsWithin(groupShape))

const entry = either([provider, group], (given) => (isMap(given) && 'providers' in given ? 1 : 0))

/** Providers and groups of them. */
export const providers: Schema = list(entry)

/** What every provider has that does not say otherwise. */
export const providerDefaults: Schema = options(providerShape, hintsWithin(providerShape))

/** Those hints that lead to an option of a shape. */
function hintsWithin(shape: Readonly<Record<string, Schema>>): Hints {
  const leads = ([, hint]: readonly [string, string]): boolean =>
    Object.hasOwn(shape, hint.replace(/\..*$/, ''))
  return Object.fromEntries(Object.entries(hints).filter(leads))
}
