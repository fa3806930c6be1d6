import { describeValue } from '@llm-balancer/core/options'
import type { Catalogue, CatalogueModel } from './catalogue.ts'
import { ModelIndex } from './create-catalogue.ts'
import { Fields } from './read/fields.ts'
import { isLiteLLM, readLiteLLM } from './read/read-lite-llm.ts'
import { isModelsDev, readModelsDev } from './read/read-models-dev.ts'

const owner = 'parseCatalogue'
/** The files have a few million characters. */
const mostCharacters = 50_000_000

/**
 * Reads a catalogue from the text of a file, or from what `JSON.parse` made of it: https://models.dev/api.json, or LiteLLM's
 * `model_prices_and_context_window.json`. What cannot be told here, such as prices per image or more than one price of long inputs,
 * is left out, so that the price is not known.
 *
 * @throws TypeError or RangeError saying where the file is wrong
 */
export function parseCatalogue(json: string | object): Catalogue {
  const value: unknown = typeof json === 'string' ? parsed(json) : json
  if (describeValue(value) !== 'an object')
    throw new TypeError(
      `${owner}: must be the text of a JSON object, or that object, got ${describeValue(value)}`,
    )
  return new ModelIndex(modelsOf(Fields.of(value, '')))
}

function parsed(text: string): unknown {
  if (text.length > mostCharacters)
    throw new RangeError(
      `${owner}: has ${String(text.length)} characters, ${String(mostCharacters)} are allowed`,
    )
  let problem: unknown
  try {
    return JSON.parse(text)
  } catch (error) {
    problem = error
  }
  // The rest of the message quotes the file, which may be another one than was meant.
  const [position = ''] = / at position \d+/.exec(String(problem)) ?? []
  throw new TypeError(`${owner}: is no JSON${position}`)
}

function modelsOf(file: Fields): readonly CatalogueModel[] {
  if (isModelsDev(file)) return readModelsDev(file)
  if (isLiteLLM(file)) return readLiteLLM(file)
  throw new TypeError(
    `${owner}: is neither a file of models.dev ({ vendor: { models } }) nor one of LiteLLM ({ model: { litellm_provider } })`,
  )
}
