/** What hears of a signal, and what ends the one listener that the process has for all of it. */
type Hearers = { readonly all: Set<() => void>; readonly end: () => void }

const hearersOf = new Map<NodeJS.Signals, Hearers>()

/**
 * Calls `listener` at a signal of the process. Gives back a function that ends it. However many listen, the process has one listener: it
 * warns of more than ten.
 */
export function onProcessSignal(signal: NodeJS.Signals, listener: () => void): () => void {
  const { all, end } = hearersOf.get(signal) ?? startHearing(signal)
  const hear = (): void => {
    listener()
  }
  all.add(hear)
  return () => {
    if (!all.delete(hear) || all.size > 0) return
    hearersOf.delete(signal)
    end()
  }
}

function startHearing(signal: NodeJS.Signals): Hearers {
  const all = new Set<() => void>()
  const tell = (): void => {
    for (const hear of all) hear()
  }
  process.on(signal, tell)
  const hearers = { all, end: () => process.off(signal, tell) }
  hearersOf.set(signal, hearers)
  return hearers
}
