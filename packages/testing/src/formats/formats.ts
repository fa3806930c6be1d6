import { oneOf, type Check } from '@llm-balancer/core/options'
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
  | 'openai'
  | 'azure-openai'
  | 'anthropic'
  | 'google'
  | 'cohere'
  | 'mistral'
  | 'groq'
  | 'together'

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

const checkName = oneOf(...Object.keys(formats))

/** A {@link FormatName}; gives the {@link WireFormat} of that name. */
export const checkFormat: Check = (name, value, owner): WireFormat =>
  formats[checkName(name, value, owner) as FormatName]
