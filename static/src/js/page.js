// Fetches a page of this site as a document; rejects what is not a page.
export async function page(url, options) {
  const answer = await fetch(url, options);
  if (!answer.headers.get("content-type")?.includes("html")) throw answer;
  return [new DOMParser().parseFromString(await answer.text(), "text/html"), answer];
}
