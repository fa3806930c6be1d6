import { list, option } from './composites.ts'
import type { Schema } from './schema.ts'
import { data, flag, text, word } from './values.ts'

/** Settings that single vendors have. Which vendor has which is in `vendors.generated.ts`. */
export const vendorSettings: Readonly<Record<string, Schema>> = {
  version: option('Version of the API, a date (anthropic).', text),
  betas: option('Beta features (anthropic).', list(text)),
  resource: option("The resource's name (azure-openai).", text),
  deployment: option("The deployment's name (azure-openai).", text),
  apiVersion: option('A date selects the classic API (azure-openai).', text),
  vertex: option("True when the API is Vertex AI's (google).", flag),
  reasoningFormat: option('Where reasoning stands in the answer (groq).', word('parsed', 'raw', 'hidden')),
  organization: option('The organisation (openai).', text),
  project: option('The project (openai).', text),
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
  appURL: option('Address of your app (openrouter).', text),
  appTitle: option('Name of your app (openrouter).', text),
  routing: option('Which servers behind a model may be asked (openrouter).', data),
}

/** Settings of vendors that only code can give. */
export const onlyInCode: readonly string[] = ['tokenProvider']
