import { readProperty } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'

/**
 * What a request takes for granted, in the words of `lacks`: `tools`, `images`, `json-schema`. It goes to no provider that is known to lack
 * one of them.
 */
export function needsOf({ tools = [], toolChoice, responseFormat, messages }: ChatRequest): string[] {
  const needs: string[] = []
  if (tools.length > 0 && toolChoice?.type !== 'none') needs.push('tools')
  if (messages.some((message) => hasImage(readProperty(message, 'content')))) needs.push('images')
  if (responseFormat?.type === 'json' && responseFormat.schema !== undefined) needs.push('json-schema')
  return needs
}

function hasImage(content: unknown): boolean {
  return Array.isArray(content) && content.some(isImage)
}

/** True for an image, and for the result of a tool that has one. */
function isImage(part: unknown): boolean {
  const type = readProperty(part, 'type')
  const mediaType = readProperty(part, 'mediaType')
  if (type === 'file') return typeof mediaType === 'string' && mediaType.startsWith('image')
  const output = type === 'tool-result' ? readProperty(part, 'output') : undefined
  return readProperty(output, 'type') === 'content' && hasImage(readProperty(output, 'value'))
}
