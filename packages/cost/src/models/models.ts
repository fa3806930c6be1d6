import type { CatalogueModel } from '../catalogue/catalogue.ts'
import type { ModelCapabilities } from '../catalogue/model-facts.ts'

const million = 1_000_000

/** Text and images in, text out; tools, JSON schema, reasoning. */
const all: ModelCapabilities = { tools: true, images: true, jsonSchema: true, reasoning: true }
const withoutReasoning: ModelCapabilities = { ...all, reasoning: false }
const textOnly: ModelCapabilities = { ...all, images: false }
const embedding: ModelCapabilities = { tools: false, images: false, jsonSchema: false, reasoning: false }

type Cost = NonNullable<CatalogueModel['cost']>
type Rates = readonly [input: number, output: number, cacheRead?: number, cacheWrite?: number]

function costOf(
  [inputPerMTok, outputPerMTok, cacheReadPerMTok, cacheWritePerMTok]: Rates,
  longInput?: Cost['longInput'],
): Cost {
  return { inputPerMTok, outputPerMTok, cacheReadPerMTok, cacheWritePerMTok, longInput }
}

/** Prices of inputs above so many tokens. */
function above(aboveTokens: number, rates: Rates): Cost['longInput'] {
  const { longInput: _, ...cost } = costOf(rates)
  return { aboveTokens, ...cost }
}

const anthropic: readonly CatalogueModel[] = [
  { model: 'claude-opus-5-5', contextWindow: million, cost: costOf([4, 20, 0.2, 5]) },
  { model: 'claude-sonnet-5-5', contextWindow: million, cost: costOf([2, 10, 0.1, 2.5]) },
  {
    model: 'claude-haiku-5-5',
    contextWindow: million,
    cost: costOf([0.1, 0.5, 0.01, 0.125], above(100_000, [0.5, 2.5, 0.05, 0.625])),
  },
  { model: 'claude-opus-5', contextWindow: million, cost: costOf([5, 25, 0.5, 6.25]) },
  { model: 'claude-sonnet-5', contextWindow: million, cost: costOf([2, 10, 0.2, 2.5]) },
  { model: 'claude-sonnet-4-6', contextWindow: million, cost: costOf([3, 15, 0.3, 3.75]) },
  {
    model: 'claude-haiku-4-5',
    contextWindow: 200_000,
    cost: costOf([1, 5, 0.1, 1.25]),
    capabilities: { ...all, prefill: true },
  },
].map((model) => ({ provider: 'anthropic', capabilities: all, ...model }))

const openai: readonly CatalogueModel[] = [
  {
    model: 'gpt-6-astra',
    contextWindow: 1_050_000,
    cost: costOf([10, 50, 1, 12.5], above(272_000, [20, 75, 2, 25])),
  },
  {
    model: 'gpt-6-sol',
    contextWindow: 1_050_000,
    cost: costOf([2, 10, 0.2, 2.5], above(272_000, [4, 15, 0.4, 5])),
  },
  {
    model: 'gpt-6-luna',
    contextWindow: 1_050_000,
    cost: costOf([0.1, 0.5, 0.01, 0.125], above(272_000, [0.2, 0.75, 0.02, 0.25])),
  },
  {
    model: 'gpt-5.4',
    contextWindow: 1_050_000,
    cost: costOf([2.5, 15, 0.25], above(272_000, [5, 22.5, 0.5])),
  },
  { model: 'gpt-5.4-mini', contextWindow: 400_000, cost: costOf([0.75, 4.5, 0.075]) },
  { model: 'gpt-5.4-nano', contextWindow: 400_000, cost: costOf([0.2, 1.25, 0.02]) },
  { model: 'gpt-4.1', contextWindow: 1_047_576, cost: costOf([2, 8, 0.5]), capabilities: withoutReasoning },
  {
    model: 'gpt-4.1-mini',
    contextWindow: 1_047_576,
    cost: costOf([0.4, 1.6, 0.1]),
    capabilities: withoutReasoning,
  },
  { model: 'gpt-4o', contextWindow: 128_000, cost: costOf([2.5, 10, 1.25]), capabilities: withoutReasoning },
  {
    model: 'gpt-4o-mini',
    contextWindow: 128_000,
    cost: costOf([0.15, 0.6, 0.075]),
    capabilities: withoutReasoning,
  },
  { model: 'text-embedding-3-small', contextWindow: 8191, cost: costOf([0.02, 0]), capabilities: embedding },
  { model: 'text-embedding-3-large', contextWindow: 8191, cost: costOf([0.13, 0]), capabilities: embedding },
].map((model) => ({ provider: 'openai', capabilities: all, ...model }))

const google: readonly CatalogueModel[] = [
  // Twice as much from 1 January 2027 on.
  { model: 'gemini-3.8-flash', cost: costOf([0.75, 3.75, 0.075]) },
  { model: 'gemini-3.5-flash', cost: costOf([1.5, 9, 0.15]) },
  { model: 'gemini-3.1-pro-preview', cost: costOf([2, 12, 0.2], above(200_000, [4, 18, 0.4])) },
  { model: 'gemini-3.1-flash-lite', cost: costOf([0.25, 1.5, 0.025]) },
  { model: 'gemini-2.5-pro', cost: costOf([1.25, 10, 0.125], above(200_000, [2.5, 15, 0.25])) },
  { model: 'gemini-2.5-flash', cost: costOf([0.3, 2.5, 0.03]) },
  { model: 'gemini-2.5-flash-lite', cost: costOf([0.1, 0.4, 0.01]) },
  { model: 'gemini-embedding-001', contextWindow: 2048, cost: costOf([0.15, 0]), capabilities: embedding },
].map((model) => ({ provider: 'google', contextWindow: 1_048_576, capabilities: all, ...model }))

const xai: readonly CatalogueModel[] = [
  { model: 'grok-4.7', contextWindow: 500_000, cost: costOf([2, 6, 0.5], above(200_000, [4, 12, 1])) },
  {
    model: 'grok-4.3',
    contextWindow: million,
    cost: costOf([1.25, 2.5, 0.2], above(200_000, [2.5, 5, 0.4])),
  },
].map((model) => ({ provider: 'xai', capabilities: all, ...model }))

const mistral: readonly CatalogueModel[] = [
  { model: 'mistral-medium-3.5', contextWindow: 262_144, cost: costOf([1.5, 7.5]), capabilities: all },
  {
    model: 'mistral-small-2603',
    contextWindow: 256_000,
    cost: costOf([0.15, 0.6]),
    capabilities: { tools: true, images: true, reasoning: true },
  },
  { model: 'mistral-embed', contextWindow: 8000, cost: costOf([0.1, 0]), capabilities: embedding },
].map((model) => ({ provider: 'mistral', ...model }))

/** DeepSeek's prices depend on the time of day, so they are not told here. */
const deepseek: readonly CatalogueModel[] = ['deepseek-v4-flash', 'deepseek-v4-pro'].map((model) => ({
  ...{ provider: 'deepseek', model, contextWindow: million, capabilities: textOnly },
}))

const hosts: readonly CatalogueModel[] = [
  {
    provider: 'groq',
    model: 'openai/gpt-oss-120b',
    cost: costOf([0.15, 0.6, 0.075]),
    capabilities: textOnly,
  },
  {
    provider: 'groq',
    model: 'openai/gpt-oss-20b',
    cost: costOf([0.075, 0.3, 0.0375]),
    capabilities: textOnly,
  },
  { provider: 'cerebras', model: 'gpt-oss-120b', cost: costOf([0.35, 0.75]), capabilities: textOnly },
  {
    provider: 'together',
    model: 'openai/gpt-oss-120b',
    cost: costOf([0.15, 0.6]),
    capabilities: { tools: true, images: false, reasoning: true },
  },
  {
    provider: 'together',
    model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    cost: costOf([0.88, 0.88]),
    capabilities: { tools: true, images: false, reasoning: false },
  },
].map((model) => ({ contextWindow: 131_072, ...model }))

const cohere: readonly CatalogueModel[] = [
  {
    model: 'command-a-03-2025',
    contextWindow: 256_000,
    cost: costOf([2.5, 10]),
    capabilities: { tools: true, images: false, reasoning: false },
  },
  // Its price is not published.
  { model: 'command-a-plus-05-2026', contextWindow: 128_000, capabilities: all },
].map((model) => ({ provider: 'cohere', ...model }))

/** The main models of each vendor, by their list prices without any discount for batches or premium for speed. */
export const mainModels: readonly CatalogueModel[] = [
  ...anthropic,
  ...openai,
  ...google,
  ...xai,
  ...mistral,
  ...deepseek,
  ...hosts,
  ...cohere,
]
