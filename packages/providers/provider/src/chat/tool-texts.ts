import type { ToolResultOutput } from './message.ts'

/** The arguments of a tool call as JSON text; a string is JSON already, and none at all are `{}`. */
export function toolInputText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {})
}

/** What a tool gave, as text: values as JSON, and a refusal to run it in words. Lists of content are the adapter's own. */
export function toolOutputText(output: Exclude<ToolResultOutput, { readonly type: 'content' }>): string {
  if (output.type === 'execution-denied') return output.reason ?? 'The user did not allow this tool to run.'
  return typeof output.value === 'string' ? output.value : JSON.stringify(output.value)
}
