import { readProperty } from '@llm-balancer/core/options'

/** What {@link LoadBalancedAnthropicModel} accepts as an answer. */
export const AnthropicUtils: {
  /** True for an answer with content. A tool call is content, an empty text is not; the usage may be missing. Never throws. */
  isValidResponse(response: unknown): boolean
} = {
  isValidResponse(response) {
    const content = readProperty(response, 'content')
    try {
      return Array.isArray(content) ? content.some(isFilled) : typeof content === 'string' && content !== ''
    } catch {
      // A proxy that cannot be read.
      return false
    }
  },
}

function isFilled(block: unknown): boolean {
  if (block === null || block === undefined) return false
  return readProperty(block, 'type') !== 'text' || readProperty(block, 'text') !== ''
}
