import { compact, fitToolId, toolOutputText } from '@llm-balancer/provider'
import type { ToolPart, ToolResultContent, ToolResultOutput } from '@llm-balancer/provider'
import { ownOf, toTextBlocks, withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { ToolResultBlock, ToolResultPiece } from './messages-body.ts'
import { toFileBlocks } from './to-file-blocks.ts'

/** Turns a tool's result into a block; an approval by the user, which the API does not have, becomes a warning. */
export function toToolResults(part: ToolPart, mapping: Mapping): ToolResultBlock[] {
  if (part.type !== 'tool-result') {
    mapping.warn(`${part.type} part of a tool message`, 'left out')
    return []
  }
  const { output } = part
  const block: ToolResultBlock = compact({
    type: 'tool_result',
    tool_use_id: toToolUseId(part.toolCallId),
    content: toResultContent(output, mapping),
    is_error: /^e(rror|xec)/.test(output.type) ? true : undefined,
  })
  return [withOwn(withOwn(block, output), part)]
}

/** A call's id in the characters that Anthropic takes. Ids of other vendors may have others. */
export function toToolUseId(toolCallId: string): string {
  return fitToolId(toolCallId, { pattern: /^[\w-]+$/, length: 10 })
}

function toResultContent(output: ToolResultOutput, mapping: Mapping): ToolResultBlock['content'] {
  if (output.type !== 'content') return toolOutputText(output)
  return output.value.flatMap((piece) => toPieces(piece, mapping))
}

function toPieces(piece: ToolResultContent, mapping: Mapping): ToolResultPiece[] {
  if (piece.type === 'text') return toTextBlocks(piece.text, piece)
  return piece.type === 'file' ? toFileBlocks(piece, mapping) : [ownOf(piece) as ToolResultPiece]
}
