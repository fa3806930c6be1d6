/** The mark of what the fake has sealed. */
const mark = 'sealed by a fake'

/** A text that only its account can read: encrypted reasoning, or a signature. `of` is the item that it belongs to. */
export function seal(account: string, of: string): string {
  return btoa([mark, account, of].map(encodeURIComponent).join(' '))
}

/** Why an account cannot read a sealed text; undefined when it can. */
export function flawOf(
  sealed: string,
  { account, of }: { readonly account: string; readonly of?: string | undefined },
): 'unreadable' | 'another account' | 'another item' | undefined {
  const parts = partsOf(sealed)
  if (parts[0] !== mark) return 'unreadable'
  if (parts[1] !== account) return 'another account'
  return of === undefined || parts[2] === of ? undefined : 'another item'
}

function partsOf(sealed: string): string[] {
  try {
    return atob(sealed).split(' ').map(decodeURIComponent)
  } catch {
    return []
  }
}
