from knowledge.memory import Memory
from knowledge.reading import read
from knowledge.retrieval import Document, Retrieval
from knowledge.words import shared_analyser

DOCUMENTS = [
    Document("gomi", "粗大ごみの出し方を教えてください", "粗大ごみは電話で申し込み、指定の日に出してください。"),
    Document("juminhyo", "住民票の写しはどこで取れますか", "市役所の窓口のほか、コンビニでも取れます。"),
    Document("toshokan", "図書館の開館時間は", "平日は9時から20時までです。"),
    Document("hoiku", "保育園の申し込みはいつからですか", "10月から受け付けます。"),
]


def first(retrieval: Retrieval, query: str) -> str:
    return retrieval.find(query).results[0][0]


def test_a_question_finds_the_document_that_shares_its_words() -> None:
    retrieval = Retrieval(DOCUMENTS)

    assert first(retrieval, "大きなごみを捨てたい") == "gomi"
    assert first(retrieval, "じゅうみんひょうのうつし") == "juminhyo"
    assert first(retrieval, "としょかんは何時から") == "toshokan"


def test_results_are_as_many_as_asked_for_and_none_without_a_shared_word() -> None:
    retrieval = Retrieval(DOCUMENTS)

    assert len(retrieval.find("申し込みはどこですか", 2).results) == 2
    assert retrieval.find("xyzzy").results == ()
    assert retrieval.find("xyzzy").confidence == 0.0
    assert Retrieval([]).find("ごみ").results == ()


def test_words_that_only_the_answer_holds_lead_to_it() -> None:
    assert first(Retrieval(DOCUMENTS), "コンビニで取れるもの") == "juminhyo"


def test_it_is_surer_of_what_the_documents_hold() -> None:
    retrieval = Retrieval(DOCUMENTS)

    assert retrieval.find("粗大ごみの出し方").confidence > retrieval.find("今夜の献立を考えて").confidence


def test_a_confirmed_question_teaches_other_words_for_the_same_thing() -> None:
    retrieval = Retrieval(DOCUMENTS)
    assert not retrieval.find("ソファーを処分したいです").results or first(retrieval, "ソファーを処分したい") != "gomi"

    before = retrieval.find("古いソファーの処分").confidence
    retrieval.teach([("いらないソファーを処分したい", "gomi"), ("知らない書類", "missing")])

    assert first(retrieval, "古いソファーの処分") == "gomi"
    assert retrieval.find("古いソファーの処分").confidence > before
    assert first(retrieval, "図書館の開館時間") == "toshokan"


def test_memory_says_nothing_about_what_it_never_saw() -> None:
    analyser = shared_analyser()
    memory = Memory([("夜だけ来てくれる看護師さん", "a"), ("夜に来る看護師", "b")], analyser)

    assert memory.recall(read("車いすの修理", analyser)) == {}
    near = memory.recall(read("夜だけ来てくれる看護師さんはいますか", analyser))
    assert near["a"] > near.get("b", 0.0)
    assert Memory([], analyser).recall(read("夜", analyser)) == {}
