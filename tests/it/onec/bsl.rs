//! Runs the blocks of a page in the language of 1C (BSL) as far as they need it: assignments, conditions, texts, and
//! calls of the component, which go to the stand-in for the platform. What it does not know ends the test.

use super::platform::{Platform, Value};
use std::collections::HashMap;

/// Words of the language, which no variable can have as its name.
const KEYWORDS: [&str; 30] = [
    "Если",
    "Тогда",
    "ИначеЕсли",
    "Иначе",
    "КонецЕсли",
    "Для",
    "Каждого",
    "Из",
    "По",
    "Цикл",
    "КонецЦикла",
    "Пока",
    "Процедура",
    "КонецПроцедуры",
    "Функция",
    "КонецФункции",
    "Перем",
    "Возврат",
    "Продолжить",
    "Прервать",
    "Попытка",
    "Исключение",
    "КонецПопытки",
    "ВызватьИсключение",
    "Экспорт",
    "И",
    "Или",
    "Не",
    "Новый",
    "Знач",
];

/// What a program has done.
pub struct Run<'a> {
    platform: &'a mut Platform,
    tokens: Vec<Token>,
    at: usize,
    /// Values of the variables by their names.
    pub variables: HashMap<String, Term>,
    /// What it has shown by `Сообщить`.
    pub shown: Vec<String>,
    /// Methods of the component, in the order of the calls.
    pub called: Vec<String>,
}

/// A value of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    Text(String),
    Number(String),
    Flag(bool),
    /// The component's object, and what only the platform knows.
    Other,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(String),
    Sign(char),
}

impl Term {
    /// As the stand-in for the platform takes it.
    fn argument(&self) -> String {
        match self {
            Self::Text(text) => format!("s:{text}"),
            Self::Number(digits) => format!("d:{digits}"),
            Self::Flag(flag) => format!("b:{}", u8::from(*flag)),
            Self::Other => panic!("no argument of a method"),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        }
    }
}

impl From<Value> for Term {
    fn from(value: Value) -> Self {
        match value {
            Value::Flag(flag) => Self::Flag(flag),
            Value::Number(digits) => Self::Number(digits),
            Value::Text(text) => Self::Text(text),
            Value::Empty => Self::Text(String::new()),
            Value::Other(other) => panic!("{other}"),
        }
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = |wanted: fn(char) -> bool| rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        let (token, used) = match first {
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '"' => {
                let (text, used) = quoted(rest);
                (Some(Token::Text(text)), used)
            }
            '0'..='9' => {
                let used = length(|letter| letter.is_ascii_digit() || letter == '.');
                (Some(Token::Number(rest[..used].to_owned())), used)
            }
            _ if first.is_alphabetic() => {
                let used = length(|letter| letter.is_alphanumeric() || letter == '_');
                (Some(Token::Word(rest[..used].to_owned())), used)
            }
            _ if first.is_whitespace() => (None, first.len_utf8()),
            sign => (Some(Token::Sign(sign)), sign.len_utf8()),
        };
        tokens.extend(token);
        rest = &rest[used..];
    }
    tokens
}

/// A text and its length in the source: `""` is a quotation mark; a line that continues the text begins with `|`.
fn quoted(source: &str) -> (String, usize) {
    let mut end = 1;
    loop {
        end += source[end..].find('"').expect("the end of a text");
        if !source[end + 1..].starts_with('"') {
            break;
        }
        end += 2;
    }
    let lines: Vec<&str> = source[1..end].split('\n').collect();
    let (first, others) = lines.split_first().unwrap();
    let others = others.iter().map(|line| line.trim_start().strip_prefix('|').expect("| begins the line"));
    let text: Vec<&str> = std::iter::once(*first).chain(others).collect();
    (text.join("\n").replace("\"\"", "\""), end + 1)
}

impl<'a> Run<'a> {
    /// Runs a program with these variables.
    pub fn of(program: &str, platform: &'a mut Platform, variables: &[(&str, &str)]) -> Self {
        let given = variables.iter().map(|(name, text)| ((*name).to_owned(), Term::Text((*text).to_owned())));
        let (tokens, variables) = (tokens(program), given.collect());
        let mut run = Self { platform, tokens, at: 0, variables, shown: Vec::new(), called: Vec::new() };
        run.statements();
        assert_eq!(run.at, run.tokens.len(), "the end of the program: {:?}", run.tokens.get(run.at));
        run
    }

    fn is(&self, word: &str) -> bool {
        match self.tokens.get(self.at) {
            Some(Token::Word(found)) => found == word,
            Some(Token::Sign(found)) => word.len() == found.len_utf8() && word.starts_with(*found),
            _ => false,
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, word: &str) {
        assert!(self.take(word), "{word}, not {:?}", self.tokens.get(self.at));
    }

    fn next(&mut self) -> Token {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn statements(&mut self) {
        while self.at < self.tokens.len() && !["Иначе", "КонецЕсли"].iter().any(|word| self.is(word)) {
            if self.take("Если") {
                self.condition();
            } else if self.take("ВызватьИсключение") {
                panic!("{:?}", self.sum());
            } else if self.tokens.get(self.at + 1) == Some(&Token::Sign('=')) {
                let Token::Word(name) = self.next() else { panic!("no variable before =") };
                assert!(!KEYWORDS.contains(&name.as_str()), "{name} is a word of the language");
                self.expect("=");
                let value = self.sum();
                self.variables.insert(name, value);
            } else {
                self.sum();
            }
            self.expect(";");
        }
    }

    fn condition(&mut self) {
        let holds = self.comparison() == Term::Flag(true);
        self.expect("Тогда");
        if holds {
            self.statements();
        } else {
            self.skip();
        }
        if self.take("Иначе") {
            if holds { self.skip() } else { self.statements() }
        }
        self.expect("КонецЕсли");
    }

    /// Goes on to the end of this branch.
    fn skip(&mut self) {
        let mut depth = 0;
        while depth > 0 || !["Иначе", "КонецЕсли"].iter().any(|word| self.is(word)) {
            depth += i32::from(self.is("Если")) - i32::from(self.is("КонецЕсли"));
            self.at += 1;
        }
    }

    fn comparison(&mut self) -> Term {
        if self.take("Не") {
            return Term::Flag(self.comparison() == Term::Flag(false));
        }
        let left = self.sum();
        if self.take("=") { Term::Flag(left == self.sum()) } else { left }
    }

    fn sum(&mut self) -> Term {
        let mut value = self.value();
        while self.take("+") {
            value = Term::Text(value.shown() + &self.value().shown());
        }
        value
    }

    fn value(&mut self) -> Term {
        match self.next() {
            Token::Text(text) => Term::Text(text),
            Token::Number(digits) => Term::Number(digits),
            Token::Sign('-') => Term::Number("-".to_owned() + &self.value().shown()),
            Token::Word(name) if name == "Истина" => Term::Flag(true),
            Token::Word(name) if name == "Ложь" => Term::Flag(false),
            Token::Word(name) if self.take(".") => {
                let Token::Word(member) = self.next() else { panic!("no member of {name}") };
                if name == "Драйвер" { self.method(member) } else { Term::Other }
            }
            Token::Word(name) if self.is("(") => self.function(&name),
            Token::Word(name) => self.variables.get(&name).unwrap_or_else(|| panic!("no variable {name}")).clone(),
            Token::Sign(sign) => panic!("{sign} is no value"),
        }
    }

    /// The arguments of a call: the name of each that is a variable, and its value.
    fn arguments(&mut self) -> Vec<(Option<String>, Term)> {
        let mut arguments = Vec::new();
        self.expect("(");
        while !self.take(")") {
            let ends = matches!(self.tokens.get(self.at + 1), Some(Token::Sign(',' | ')')));
            let name = match self.tokens.get(self.at) {
                Some(Token::Word(name)) if ends && self.variables.contains_key(name) => Some(name.clone()),
                _ => None,
            };
            arguments.push((name, self.sum()));
            assert!(self.take(",") || self.is(")"), "{:?}", self.tokens.get(self.at));
        }
        arguments
    }

    fn function(&mut self, name: &str) -> Term {
        let arguments: Vec<Term> = self.arguments().into_iter().map(|(_, value)| value).collect();
        match (name, arguments.as_slice()) {
            ("Сообщить", [told]) => self.shown.push(told.shown()),
            ("Строка", [value]) => return Term::Text(value.shown()),
            ("СтрШаблон", [template, values @ ..]) => {
                assert!(values.len() <= 10, "СтрШаблон takes ten values");
                // %10 before %1.
                let fill =
                    |text: String, (i, value): (usize, &Term)| text.replace(&format!("%{}", i + 1), &value.shown());
                return Term::Text(values.iter().enumerate().rev().fold(template.shown(), fill));
            }
            ("Новый", [Term::Text(class)]) => {
                let class = class.rsplit('.').next().unwrap();
                assert!(self.platform.classes[1].split('|').any(|known| known == class), "{class}");
            }
            // An archive is taken only from a template or a temporary storage.
            ("ПодключитьВнешнююКомпоненту", [Term::Text(file), ..]) => {
                let name = format!("kassa_{}_win64.dll", env!("CARGO_PKG_VERSION").replace('.', "_"));
                assert!(file.ends_with(&name), "{file}");
                return Term::Flag(true);
            }
            other => panic!("not known here: {other:?}"),
        }
        Term::Other
    }

    /// Calls a method of the component; the variables among the arguments get what it returns in them.
    fn method(&mut self, method: String) -> Term {
        let arguments = self.arguments();
        let given: Vec<String> = arguments.iter().map(|(_, value)| value.argument()).collect();
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let mut answer = self.platform.call(&method, &given).into_iter();
        let result = answer.next().expect("a result").into();
        for ((name, _), value) in arguments.into_iter().zip(answer) {
            if let Some(name) = name {
                self.variables.insert(name, value.into());
            }
        }
        self.called.push(method);
        result
    }
}
