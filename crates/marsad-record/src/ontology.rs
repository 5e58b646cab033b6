//! The closed sets of the ontology: PLOVER types, roles, statuses, kinds of source.

use serde::{Deserialize, Serialize};

macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All values, in the ontology's order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The value's name as files and records spell it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The inverse of [`Self::as_str`].
            pub fn parse(text: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

closed_set! {
    /// The 16 PLOVER event types.
    EventType {
        /// Agree to, sign, promise.
        Agree = "AGREE",
        /// Meet, visit, negotiate.
        Consult = "CONSULT",
        /// Praise, back, recognise.
        Support = "SUPPORT",
        /// Give way in words or law.
        Concede = "CONCEDE",
        /// Work together.
        Cooperate = "COOPERATE",
        /// Give help.
        Aid = "AID",
        /// Give way on the ground.
        Retreat = "RETREAT",
        /// Demand, ask, call for.
        Request = "REQUEST",
        /// Accuse, condemn, investigate.
        Accuse = "ACCUSE",
        /// Refuse, veto.
        Reject = "REJECT",
        /// Threaten.
        Threaten = "THREATEN",
        /// Demonstrate, strike.
        Protest = "PROTEST",
        /// Reduce relations.
        Sanction = "SANCTION",
        /// Move or alert forces.
        Mobilize = "MOBILIZE",
        /// Arrest, ban, besiege.
        Coerce = "COERCE",
        /// Use force.
        Assault = "ASSAULT",
    }
}

impl EventType {
    /// Whether the act is between equals, so that the split into actor and recipient carries no meaning.
    pub fn is_symmetric(self) -> bool {
        matches!(self, EventType::Agree | EventType::Consult | EventType::Cooperate)
    }

    /// Whether the act is done by saying it, so that its speaker is its doer.
    pub fn is_words(self) -> bool {
        matches!(
            self,
            EventType::Accuse
                | EventType::Request
                | EventType::Reject
                | EventType::Threaten
                | EventType::Support
                | EventType::Agree
        )
    }
}

closed_set! {
    /// Whether an act happened.
    Status {
        /// It took place.
        Occurred = "occurred",
        /// It is taking place.
        Ongoing = "ongoing",
        /// It is set to take place.
        Planned = "planned",
        /// Conditional, proposed or hypothetical.
        Possible = "possible",
        /// It did not take place, or will not.
        Denied = "denied",
    }
}

closed_set! {
    /// The sector an actor acts for.
    Role {
        /// Executive.
        Gov = "GOV",
        /// Parliament.
        Leg = "LEG",
        /// Courts.
        Jud = "JUD",
        /// Armed forces.
        Mil = "MIL",
        /// Police and security.
        Pol = "POL",
        /// Intelligence.
        Spy = "SPY",
        /// Opposition.
        Opp = "OPP",
        /// Party.
        Pty = "PTY",
        /// Armed group.
        Reb = "REB",
        /// Intergovernmental body.
        Igo = "IGO",
        /// Non-governmental body.
        Ngo = "NGO",
        /// Media.
        Med = "MED",
        /// Business.
        Bus = "BUS",
        /// Unions.
        Lab = "LAB",
        /// Religious.
        Rel = "REL",
        /// Students and academics.
        Edu = "EDU",
        /// Refugees and displaced.
        Ref = "REF",
        /// Civilians.
        Cvl = "CVL",
        /// Private person.
        Ind = "IND",
        /// Cannot be told.
        Unk = "UNK",
    }
}

closed_set! {
    /// What sort of source a fact is credited to.
    SourceKind {
        /// A named person.
        Named = "named",
        /// An official or source without a name.
        Anonymous = "anonymous",
        /// A body or organ.
        Organisation = "organisation",
        /// An outlet, agency or correspondent.
        Media = "media",
    }
}

closed_set! {
    /// What sort of party an actor is.
    ActorKind {
        /// A state or its government.
        State = "state",
        /// A person.
        Person = "person",
        /// People without a name of their own.
        Group = "group",
        /// An organisation or organ.
        Body = "body",
    }
}

closed_set! {
    /// The part of a party that is neither doer nor done to.
    Part {
        /// It attends.
        Attending = "attending",
        /// It mediates or sponsors.
        Mediating = "mediating",
        /// It hosts.
        Hosting = "hosting",
    }
}

closed_set! {
    /// Where a negotiation stands.
    TrackState {
        /// It goes on.
        Ongoing = "ongoing",
        /// It is to begin.
        Planned = "planned",
        /// It was broken off or called off.
        Stalled = "stalled",
        /// It has ended in an agreement.
        Concluded = "concluded",
    }
}
