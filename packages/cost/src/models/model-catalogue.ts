import type { Catalogue } from '../catalogue/catalogue.ts'
import { createCatalogue } from '../catalogue/create-catalogue.ts'
import { mainModels } from './models.ts'

/** The day on which the prices were looked up, `YYYY-MM-DD`. Vendors change theirs: those in force are on their own pages. */
export const modelsAsOf = '2026-11-29'

/** Where the facts of {@link modelCatalogue} come from: a collection of vendors' facts (MIT), and the vendors' own pages of prices. */
export const modelSources: readonly string[] = [
  'https://models.dev',
  'https://platform.claude.com/docs/en/about-claude/pricing',
  'https://developers.openai.com/api/docs/pricing',
  'https://ai.google.dev/gemini-api/docs/pricing',
  'https://docs.x.ai/developers/pricing',
  'https://mistral.ai/pricing',
]

/**
 * The current main models of Anthropic, OpenAI, Google, xAI, Mistral, DeepSeek, Cohere, Groq, Cerebras and Together: about forty of
 * them, with list prices as of {@link modelsAsOf}. For more models, and newer prices, parse a file: `parseCatalogue`.
 */
export const modelCatalogue: Catalogue = createCatalogue(mainModels)
