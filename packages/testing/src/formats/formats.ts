import { checkWord } from '../validate.ts'
import { anthropic } from './anthropic.ts'
import { openai } from './openai.ts'
import type { WireFormat } from './wire-format.ts'

/** A wire format the fake speaks. `openai` is what most compatible servers speak as well. */
export type FormatName = 'openai' | 'anthropic'

const formats: Readonly<Record<FormatName, WireFormat>> = { openai, anthropic }

/** The format of a name. */
export function formatNamed(name: FormatName): WireFormat {
  checkWord('format', name, Object.keys(formats))
  return formats[name]
}
