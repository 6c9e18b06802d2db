/** Parameters of connection strings that hold, or lead to, a secret. */
const SECRET_PARAMETER = /([?&][^=&]*(?:pass|secret|key|token)[^=&]*=)[^&]*/gi;

/** A URL, or several with commas between them, without passwords. */
const withoutPasswords = (text: string): string => {
  const begin = text.indexOf('://') + '://'.length;
  const at = text.lastIndexOf('@');
  const [user = ''] = text.slice(begin, at).split(':');
  const open = at < begin ? text : `${text.slice(0, begin)}${user}:***${text.slice(at)}`;
  return open.replaceAll(SECRET_PARAMETER, '$1***');
};

/** What may be shown of a value: nothing of a secret, and no password of a URL. */
export const masked = (text: string, isSecret: boolean): string => {
  if (isSecret) return '***';
  return text.includes('://') ? withoutPasswords(text) : text;
};
