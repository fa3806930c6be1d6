import { ownOptions, toolOutputText } from '@llm-balancer/provider'
import type { ToolMessage, ToolResultContent, ToolResultOutput, Warn } from '@llm-balancer/provider'
import type { DocumentBlock, TextBlock, ToolTurn } from './chat-body.ts'
import { toFile } from './to-file.ts'
import { toTextBlocks } from './to-text-blocks.ts'

/** Turns tools' results into a turn each. */
export function toToolTurns({ content, providerOptions }: ToolMessage, warn: Warn): ToolTurn[] {
  return content.flatMap((part): ToolTurn[] => {
    if (part.type !== 'tool-result') {
      warn(`${part.type} part of a tool message`, 'left out')
      return []
    }
    const { toolCallId, output } = part
    const turn: ToolTurn = { role: 'tool', tool_call_id: toolCallId, content: toContent(output, warn) }
    const options = [providerOptions, output.providerOptions, part.providerOptions]
    return [Object.assign(turn, ...options.map((own) => ownOptions('cohere', own))) as ToolTurn]
  })
}

function toContent(output: ToolResultOutput, warn: Warn): ToolTurn['content'] {
  if (output.type !== 'content') return toolOutputText(output)
  return output.value.flatMap((piece) => toPieces(piece, warn))
}

function toPieces(piece: ToolResultContent, warn: Warn): (TextBlock | DocumentBlock)[] {
  if (piece.type === 'text') return toTextBlocks(piece.text, piece)
  if (piece.type === 'custom') return [ownOptions('cohere', piece.providerOptions) as TextBlock]
  const document = toFile(piece, warn)
  if (document === undefined) return []
  if ('data' in document) return [{ type: 'document', document }]
  warn('image of a tool', 'left out')
  return []
}
