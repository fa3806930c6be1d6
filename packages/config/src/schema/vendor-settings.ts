import { list, option } from './composites.ts'
import type { Schema } from './schema.ts'
import { data, flag, headerText, text, textLike, word } from './values.ts'

/** A resource is a part of a host's name. */
const resource = textLike((_, value) => {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value
  throw new TypeError('must be the name of a resource, such as my-resource: letters, digits and hyphens')
})

/** Settings that single vendors have. Which vendor has which is in `vendors.generated.ts`. */
export const vendorSettings: Readonly<Record<string, Schema>> = {
  version: option('Version of the API, a date (anthropic).', headerText),
  betas: option('Beta features (anthropic).', list(headerText)),
  resource: option("The resource's name (azure-openai).", resource),
  deployment: option("The deployment's name (azure-openai).", text),
  apiVersion: option('A date selects the classic API (azure-openai).', text),
  vertex: option("True when the API is Vertex AI's (google).", flag),
  reasoningFormat: option('Where reasoning stands in the answer (groq).', word('parsed', 'raw', 'hidden')),
  organization: option('The organisation (openai).', headerText),
  project: option('The project (openai).', headerText),
  api: option(
    'Which chat API is used (openai). Default: chat-completions',
    word('chat-completions', 'responses'),
  ),
  background: option(
    'With `api: responses`, makes streams in the background, so that one that breaks is resumed (openai). Default: false',
    flag,
  ),
  reasoningInput: option(
    'The field in which the server takes reasoning back (openai-compatible).',
    word('reasoning', 'reasoning_content'),
  ),
  finishReason: option(
    'Whether a stream needs a finish reason to be whole (openai-compatible). Default: required',
    word('required', 'optional'),
  ),
  appURL: option('Address of your app (openrouter).', headerText),
  appTitle: option('Name of your app (openrouter).', headerText),
  routing: option('Which servers behind a model may be asked (openrouter).', data),
}

/** Settings of vendors that only code can give. */
export const onlyInCode: readonly string[] = ['tokenProvider']
