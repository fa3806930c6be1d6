import type { ConfigNode } from './config-node.ts'

/** The tree as plain values. Keys have the names of the options that they mean. */
export function toValue(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ name, value }) => [name, toValue(value)]))
    case 'list':
      return node.items.map(toValue)
    case 'scalar':
      return node.value
  }
}
