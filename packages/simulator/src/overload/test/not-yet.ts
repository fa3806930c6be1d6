/** Cases in which the balancer does not yet do what is expected of it. The list only ever shrinks. */
export const notYet: ReadonlySet<string> = new Set<string>([])
