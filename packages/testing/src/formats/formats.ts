import { checkWord } from '../validate.ts'
import { anthropic } from './anthropic.ts'
import { azureOpenAI } from './azure-openai.ts'
import { cohere } from './cohere.ts'
import { google } from './google.ts'
import { groq } from './groq.ts'
import { mistral } from './mistral.ts'
import { openai } from './openai.ts'
import { together } from './together.ts'
import type { WireFormat } from './wire-format.ts'

/** A wire format the fake speaks. `openai` is what most compatible servers speak as well. */
export type FormatName =
  'openai' | 'azure-openai' | 'anthropic' | 'google' | 'cohere' | 'mistral' | 'groq' | 'together'

const formats: Readonly<Record<FormatName, WireFormat>> = {
  openai,
  'azure-openai': azureOpenAI,
  anthropic,
  google,
  cohere,
  mistral,
  groq,
  together,
}

/** The format of a name. */
export function formatNamed(name: FormatName): WireFormat {
  checkWord('format', name, Object.keys(formats))
  return formats[name]
}
